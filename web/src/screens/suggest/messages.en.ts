export default {
  title: "Suggest something",
  lead: "You found something worth sharing? A curator looks at it and tells you what became of it.",
  link: "Link",
  "link-hint": "An article, a post, a page. Or leave it empty and write it yourself.",
  words: "In your words",
  reason: "Why is it worth sharing?",
  "reason-hint": "A curator reads this.",
  note: "Accepted, it is kept that it was your suggestion.",
  "not-ready": "Give a link or some words, and say why.",
  send: "Suggest it",
  sent: "Suggested. A curator will look at it.",
  yours: "Your suggestions",
  empty: "You have not suggested anything yet",
  "empty-words":
    "Colleagues know best what customers and friends like to read. Up to ten suggestions a day are looked at.",
  waiting: "Waits for a curator",
  accepted: "Accepted",
  declined: "Declined",
  because: "Because: {reason}",
  "accepted-words":
    "It is an item now, and it is kept that you suggested it. When something is offered with it, it is in your feed.",
  "declined-words": "The curator says: {reason}",
};
