export default {
  close: "Close",
  retry: "Try again",
  failed: "This could not be loaded",
  "by-itself": "It is tried again by itself.",
  loading: "Loading",
  all: "Show all",
  less: "Show less",
  undo: "Undo",
};
