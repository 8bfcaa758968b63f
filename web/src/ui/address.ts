const SCHEME = /^[a-z][a-z\d+.-]*:(?!\d)/i; // a port is no scheme's rest: localhost:8080

/** An address as one means it who leaves out how it is reached. */
export function wholeAddress(typed: string): string {
  const address = typed.trim();
  if (address === "" || SCHEME.test(address)) return address;
  return `https://${address.replace(/^\/+/, "")}`;
}

/** Whether it leads to something on the web. */
export function isOfWeb(address: string): boolean {
  return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
}
