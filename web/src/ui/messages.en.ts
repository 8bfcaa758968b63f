export default {
  close: "Close",
  retry: "Try again",
  failed: "This could not be loaded",
  loading: "Loading",
  undo: "Undo",
};
