/** Where somebody stands after the switch to another workspace: at the list of what they looked at, whose records are others there. */
export function pageAfterSwitch(path: string): string {
  const [first = ""] = path.split("/").filter((part) => part !== "");
  // Only built-in types are the same everywhere.
  return first.endsWith("_c") ? "/" : `/${first}`;
}
