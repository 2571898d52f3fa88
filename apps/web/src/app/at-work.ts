/** Customers' screens that a technician has a screen of the desk for. */
const SCREENS: [RegExp, string][] = [
  [/^\/bookings\/([^/]+)$/, "/work/jobs/$1"],
  [/^\/talk\/(?!new$)([^/]+)$/, "/work/talk/$1"],
  [/^\/talk$/, "/work/talks"],
  [/^\/talk\/new$/, "/work/ask"],
  [/^\/account\/(notifications|alerts|privacy|sessions)$/, "/work/$1"],
];

/** Where an address leads a technician: links in messages are customers', and so are old ones. */
export function atWork(pathname: string): string | undefined {
  const found = SCREENS.find(([address]) => address.test(pathname));
  return found && pathname.replace(...found);
}
