export default {
  close: "Close",
  retry: "Try again",
  failed: "This could not be loaded",
  loading: "Loading",
  all: "Show all",
  less: "Show less",
  undo: "Undo",
};
