export default {
  title: "My results",
  lead: "Compared with your own beginning, never with anybody else. Only you see this.",
  empty: "Your first post begins it",
  "empty-words":
    "A week after something of yours went out, you see here what readers did with it. Your first eight weeks become what later ones are compared with.",
  "to-feed": "To the feed",
  engagement: "What readers did",
  "engagement-is":
    "Likes, reposts and replies of a typical post of yours, {days, plural, one {# day} other {# days}} after it went out: about half of your posts had more, about half fewer.",
  "nothing-published": "Nothing of yours has gone out yet.",
  baseline: "Your first eight weeks",
  now: "The last thirteen weeks",
  "not-yet": "not yet",
  between: "between {low} and {high}",
  "of-posts": "{count, plural, one {# post} other {# posts}}",
  "of-weeks": "{count, plural, one {# week} other {# weeks}}",
  "missing-baseline-posts":
    "Not enough yet, and that is fine: {told} of {needed, plural, one {# post} other {# posts}} of your beginning have been counted. With fewer, a number would be chance.",
  "missing-now-posts":
    "Your beginning is counted. Since then it is {told} of {needed, plural, one {# post} other {# posts}}; then the two can be compared.",
  "missing-baseline-weeks":
    "Not enough yet, and that is fine: {told} of {needed, plural, one {# week} other {# weeks}} of your beginning have been counted. With fewer, a number would be chance.",
  "missing-now-weeks":
    "Your beginning is counted. Since then it is {told} of {needed, plural, one {# week} other {# weeks}}; then the two can be compared.",
  "change-more": "More than at your beginning: {value} (likely between {low} and {high}).",
  "change-less": "Less than at your beginning: {value} (likely between {low} and {high}).",
  "change-unclear": "No clear difference from your beginning: somewhere between {low} and {high}.",
  followers: "Followers on {network}",
  "not-counted": "Not counted yet. Followers are counted once a day.",
  "followers-now": "On {since} it was {first}.",
  "a-week": "New followers a week",
  "as-table": "The numbers as a table",
  "counted-on": "Counted on",
  "followers-column": "Followers",
  posts: "Your posts",
  "more-posts": "Show more",
  see: "See it there",
  counting: "Fetching the numbers…",
  "count-failed": "The numbers cannot be fetched at the moment.",
  "not-looked-yet": "Not looked at yet. The first look comes soon after it went out.",
  "not-told": "not told",
  likes: "Likes",
  reposts: "Reposts",
  replies: "Replies",
  honest:
    "These numbers are what the networks tell. They do not say why: who posts more often, or about other things, may see the same.",
};
