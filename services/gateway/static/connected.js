// The network sent the browser here with a code. Handing it over from our own page keeps the session cookie strict.
const say = (text) => { document.getElementById("status").textContent = text; };

async function finish() {
  const query = new URLSearchParams(location.search);
  history.replaceState(null, "", "/connected"); // the code does not stay in the address bar or the history
  if (query.get("error")) return say("The network says that permission was not given. Nothing was connected.");
  const me = await fetch("/auth/me");
  if (!me.ok) return say("Nobody is signed in to Restu here. Please sign in and connect again.");
  const { csrf } = await me.json();
  const answer = await fetch("/api/publisher/accounts/complete", {
    method: "POST",
    headers: { "content-type": "application/json", "restu-csrf": csrf, "idempotency-key": crypto.randomUUID() },
    body: JSON.stringify({ state: query.get("state"), code: query.get("code") }),
  });
  if (answer.ok) return say("Connected. You can close this page.");
  const problem = await answer.json().catch(() => ({}));
  say(`Not connected: ${problem.detail ?? "something went wrong; please connect again."}`);
}

finish().catch(() => say("Not connected: Restu does not answer. Please connect again."));
