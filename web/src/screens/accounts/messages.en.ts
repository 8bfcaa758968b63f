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
  "disconnect-words":
    "Restu gives the permission back. What you approved for it and has not gone out ends; what went out stays.",
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
