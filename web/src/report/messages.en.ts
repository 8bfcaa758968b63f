export default {
  "few-people": "fewer than 5",
  people: "{least}\u2060–\u2060{most}",
  "people-of": "{some} of {all}",
  "not-told": "not known",
  likes: "Likes",
  reposts: "Reposts",
  replies: "Replies",
  views: "Views",
  worth: "What it is worth",
  "worth-none":
    "No network has told enough for a value yet. It appears once readers' answers of five people's posts are counted.",
  "worth-no-prices": "Nobody has said what a reader's answer is worth, so there is no value. It is not guessed.",
  formula: "Formula",
  "worth-term": "{count} × {price}",
  "worth-sum": "Together",
  "left-out-not-told": "{measure}: not in it, because no network tells it.",
  "left-out-no-price": "{measure}: not in it, because it has no price.",
  source: "Where the prices are from: {source}",
  counting: "How this is counted",
  "counting-people":
    "People are counted in fives: “5–9” is at least five and at most nine. Fewer than five are never shown; that may be none.",
  "counting-acts":
    "Posts and answers are shown only in sums of five people or more. What fits into no such sum is in no total, so totals may be lower than what happened.",
  "counting-weeks":
    "A week is counted once, after its end, and stays as it is. Readers' answers are those that a post had after seven days; they follow nine days after the week.",
  "counting-unknown": "“Not known” is not zero: it was not told, or is about fewer than five people.",
  "counting-declines": "Nobody can see here who declined, or who did not answer.",
};
