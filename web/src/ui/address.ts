const SCHEME = /^[a-z][a-z\d+.-]*:(?!\d)/i; // a port is no scheme's rest: localhost:8080

/** An address as one means it who leaves out how it is reached. */
export function wholeAddress(typed: string): string {
  const address = typed.trim();
  if (address === "" || SCHEME.test(address)) return address;
  return `https://${address.replace(/^\/+/, "")}`;
}

/** Whether it leads to something on the web; browsers that take a name with spaces in it for a server's are not asked. */
export function isOfWeb(address: string): boolean {
  return /^https?:\/\/\S+$/i.test(address) && URL.canParse(address);
}
