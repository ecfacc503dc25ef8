/** A value of a setting as people read it: the parts of what has some, but for its name and what is not so. */
export function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.map(valueText).join(", ");
  if (typeof value !== "object" || value === null) return String(value);
  return Object.entries(value)
    .filter(([name, part]) => name !== "name" && part !== false)
    .map(([name, part]) => `${name}: ${valueText(part)}`)
    .join(" · ");
}
