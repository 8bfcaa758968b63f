export default {
  title: "Leaderboard",
  lead: "Who earned most points by what they published. Only those who let themselves be listed.",
  period: "When",
  "period-week": "This week",
  "period-month": "This month",
  "period-quarter": "This quarter",
  "period-all": "All time",
  among: "Among",
  everybody: "Everybody",
  table: "Leaderboard: {period}",
  few: "Too few to show",
  "few-words":
    "Fewer than five people of this group have points in this time. Until there are more, nobody is shown to anybody.",
  nobody: "Nobody has points yet",
  "nobody-words": "Be the first: what you approve in your feed earns points as soon as it is published.",
  "to-feed": "To the feed",
  "you-are-listed": "You are listed",
  "listed-words":
    "Everybody who takes part can see your name and points here and in contests. Nobody can see which posts they come from, or what you declined.",
  "you-are-not-listed": "You are not listed",
  "not-listed-words":
    "Your name stands on no leaderboard and in no contest, and who is not listed wins no contest. Your points, badges and rewards are the same.",
  unlist: "Take me off the list",
  list: "List me",
  listed: "You are listed again.",
  unlisted: "You are off the list. It can take half a minute until nobody sees your name any more.",
};
