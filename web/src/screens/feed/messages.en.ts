export default {
  title: "Feed",
  lead: "{count, plural, one {# activity you may like to take up.} other {# activities you may like to take up.}} Each one is your choice.",
  untitled: "Untitled",
  "no-words": "The words of this activity cannot be fetched at the moment.",
  left: "{span} left",
  new: "New",
  "points-reported": "half of {points, plural, one {# point} other {# points}}, when you report it",
  points: "{points, plural, one {# point} other {# points}}",
  "own-words": "at least {percent}% own words",
  review: "See and approve",
  decline: "Decline",
  declined: "Declined. Nobody is told.",
  more: "More activities",
  keys: "Keys: j and k move, e edits, a approves, d declines.",
  done: "All done for now",
  "done-words":
    "You have answered everything in your feed. What you approved goes out by itself; until then you can take it back.",
  "to-week": "See my week",
  empty: "Nothing in your feed yet",
  "empty-words":
    "When a curator offers something worth sharing, it shows up here at once. You see exactly what would be published, change it as you like, and decide.",
};
