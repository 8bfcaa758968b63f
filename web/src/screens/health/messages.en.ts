export default {
  title: "Health",
  lead: "Whether every part of Restu does its work right now, asked anew every few seconds.",
  "all-well": "Everything works: every service is ready, and no event waits for a person.",
  "some-behind": "Every service is ready and no event waits for a person. What is not done yet is being done.",
  "some-wrong":
    "{count, plural, one {# service needs} other {# services need}} attention: what is wrong is said below.",
  unheard:
    "Restu’s gateway does not answer, so how things are now is not known. What you see below is from {when}. It is being asked again.",
  services: "Services",
  "service-content": "Items, feeds, and what is offered",
  "service-consent": "People, previews, approvals and releases",
  "service-publisher": "Accounts, schedules, and what is published",
  "service-gamification": "Points, leaderboards, contests and rewards",
  "service-gateway": "Signing in, and the way to all of these",
  "state-ready": "Ready",
  "state-not-ready": "Not ready",
  "state-silent": "No answer",
  "state-unknown": "Not known",
  "silent-words":
    "It does not answer. It may have ended, be starting, or be cut off; nothing is known of it. What it was to do waits and is not lost. Look with restu status and restu logs {service}.",
  "part-start": "It is starting: it makes its tables, or waits for its database.",
  "part-database": "Its database does not answer: nothing can be saved, so nothing is done. It goes on by itself.",
  "part-relay":
    "What it decides is not published to others yet: it waits for Kafka, or its database is older than what it has published. In that case nothing goes on before restu restore.",
  "part-consumer":
    "It does not apply what others publish: it is catching up, waits for Kafka, or events are missing. What rests on it waits, and is refused rather than guessed.",
  "part-views":
    "What it shows is out of date or cannot be shown: its view database does not answer, or a view stands still. Nothing is decided from views, so nothing wrong is published.",
  "part-other": "It says that it is not ready.",
  "figures-unknown": "How much waits there is not known: it does not say.",
  "nothing-waits": "Nothing waits.",
  "to-publish":
    "{count, plural, one {# event} other {# events}} to publish{late, plural, =0 {} other {, the oldest for # s}}",
  "to-apply": "{count, plural, one {# event} other {# events}} of others to apply",
  "to-show": "{count, plural, one {# event} other {# events}} to show{late, plural, =0 {} other {, behind for # s}}",
  missing:
    "{count, plural, one {A part of a topic stands} other {# parts of topics stand}} still: an event is truly missing. See restu republish.",
  "dead-letters": "{count, plural, one {# event waits} other {# events wait}} for a person, see below",
  letters: "Dead letters",
  "letters-words":
    "Events that a service could not apply. Whatever else is about the same person or item waits behind them, in order; consent refuses what would rest on them, so nothing is published meanwhile.",
  "letters-none": "No event waits for a person.",
  "letters-unknown": "Whether events wait in {service} is not known: it does not answer.",
  "letters-more": "{count, plural, one {# more waits} other {# more wait}} in {service}: restu dead-letters list",
  "letter-of": "{type} in {service}",
  foreign: "A message that is no event of Restu’s",
  since: "since {when}",
  why: "Why",
  where: "Where",
  about: "About",
  parked: "{count, plural, one {# person or item waits} other {# people or items wait}} behind these in {service}.",
  "what-to-do": "What to do",
  "what-to-do-words":
    "Mend the cause, then have it applied again on the machine that Restu runs on. Giving an event up for good is done there, too, by whoever may, and never from a browser.",
  "see-it": "See it",
  "replay-it": "Apply it again",
  "drop-it": "Give it up for good",
  copy: "Copy",
  copied: "Copied.",
  "copy-of": "Copy: {command}",
  "not-copied": "The browser did not let it be copied. Select it and copy it yourself.",
};
