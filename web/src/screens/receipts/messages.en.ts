export default {
  title: "Receipts",
  lead: "Each of your approvals, signed. Nothing is published without one, and anybody you give it to can verify it.",
  empty: "No approvals yet",
  "empty-words": "For each approval you get a signed receipt with exactly the words that you approved.",
  "to-feed": "To the feed",
  earlier: "Show earlier ones",
  approved: "Approved {when}",
  erased: "Its words were erased. The signature remains.",
  "no-words": "It has no words of its own.",
  verify: "Verify",
  download: "Download",
  proven: "Genuine: Restu’s consent service signed exactly this receipt.",
  "words-same": "The words above are those that it was signed for.",
  "words-other": "But the words above are not those that it was signed for.",
  "words-erased": "Its words are not kept any more, so they cannot be compared.",
  "not-said":
    "Your browser worked this out by itself, with public keys that this Restu gave it. It does not say whether something was published or is still there, and the keys are as trustworthy as where they come from: an auditor compares them with a copy of their own.",
  "not-proven": "Not genuine: this is not what consent signed. Please tell your administrator.",
  "unknown-key":
    "Not verified: the key that it names is not among the keys that Restu published. Please tell your administrator.",
  unsupported:
    "Not verified: this browser cannot check Ed25519 signatures, or the page was not opened safely (https). Download the receipt and verify it elsewhere, or use a newer browser.",
};
