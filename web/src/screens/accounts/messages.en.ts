export default {
  title: "Accounts",
  lead: "Connecting permits nothing by itself: each post still needs your approval.",
  empty: "No account is connected yet.",
  connected: "Connected",
  "not-connected": "Not connected",
  "no-handle": "Name not known",
  since: "Since {when}.",
  "until-asked": "You disconnected it on {when}.",
  until: "It ended on {when}.",
  "until-revoked":
    "It ended on {when}: the network says that the permission does not hold any more. Connect it again to go on.",
  "until-restored": "It ended on {when}, when Restu was restored from a backup. Connect it again to go on.",
  disconnect: "Disconnect",
  "ends-with-it":
    "{count, plural, =0 {Nothing of yours waits on this account.} one {# planned post ends with it.} other {# planned posts end with it.}}",
  "all-ends-with-it": "Everything that is planned on this account ends with it.",
  "disconnect-words": "Restu gives the permission back; what went out stays. You can connect again whenever you like.",
  "disconnect-sure": "Disconnect now",
  "disconnect-not": "Stay connected",
  disconnected:
    "Disconnected.{count, plural, =0 {} one { # planned post ended: My week has it.} other { # planned posts ended: My week has them.}}",
  "connect-new": "Connect a Mastodon account",
  others:
    "Activities on other networks need no account here: you publish them yourself, with the words that you approved.",
  server: "Your server",
  "server-hint": "For example mastodon.example, or your handle there.",
  connect: "Connect",
  reconnect: "Connect again",
  "go-on": "Go on at your server",
  "go-on-words": "It opens in a new tab. Give your permission there; this page shows it by itself.",
};
