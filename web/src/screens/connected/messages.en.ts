export default {
  title: "Connecting your account",
  asking: "One moment: Restu asks the network for the permission that you gave.",
  connected: "Connected",
  "connected-words":
    "Restu may now show you exactly what would appear there. Nothing is published by that: each post still needs your approval.",
  refused: "Nothing was connected",
  "refused-words": "The network says that you gave no permission. You can begin again whenever you like.",
  nothing: "Nothing to connect here",
  "nothing-words":
    "This page is where a network sends you back to, and it has brought nothing along. What is connected stands in your accounts.",
  unanswered: "Not known whether it is connected",
  "unanswered-words": "Restu does not answer. Your permission is kept while this page is open: try again in a moment.",
  again: "Try again",
  "to-feed": "To the feed",
  "to-accounts": "To my accounts",
};
