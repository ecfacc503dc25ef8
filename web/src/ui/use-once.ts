import { useState } from "react";

/** Becomes true with the condition and stays so: what was opened once may keep what it loaded. */
export function useOnce(condition: boolean): boolean {
  const [seen, setSeen] = useState(condition);
  if (condition && !seen) setSeen(true);
  return seen || condition;
}
