export default {
  close: "Close",
  retry: "Try again",
  failed: "This could not be loaded",
  "by-itself": "It is tried again by itself.",
  loading: "Loading",
  all: "Show all",
  less: "Show less",
  undo: "Undo",
  "value-missing": "Please fill this in.",
  "no-email": "An e-mail address looks like name@example.org.",
  "too-small": "At least {least}, please.",
  "too-large": "At most {most}, please.",
};
