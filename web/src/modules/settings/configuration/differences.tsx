import type { ConfigurationDifference } from "../../../api";
import { i18n } from "../../../i18n";
import { Tag } from "../../../ui";
import { valueText } from "../value-text";

const hues = { added: 145, removed: 10, changed: 215, moved: 45 } as const;

function changeText(change: ConfigurationDifference["change"]): string {
  switch (change) {
    case "added":
      return i18n._({ id: "settings.configuration.added", message: "Added" });
    case "removed":
      return i18n._({ id: "settings.configuration.removed", message: "Removed" });
    case "moved":
      return i18n._({ id: "settings.configuration.moved", message: "In another order" });
    default:
      return i18n._({ id: "settings.configuration.changed", message: "Changed" });
  }
}

const longest = 300;

function shortly(value: unknown): string {
  const text = valueText(value);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

/** What is other in one configuration than in another, one below the other. */
export function Differences({ label, found }: { label: string; found: readonly ConfigurationDifference[] }) {
  return (
    <ul aria-label={label} className="divide-y divide-line border-line border-y">
      {found.map((one, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: entries of one place are told apart by their order alone
        <li key={at} className="flex flex-col gap-1 py-2">
          <div className="flex flex-wrap items-center gap-2">
            <Tag hue={hues[one.change]}>{changeText(one.change)}</Tag>
            <span className="wrap-anywhere min-w-0">{one.text}</span>
          </div>
          {one.change !== "moved" && (
            <p className="wrap-anywhere text-muted text-small">
              {one.from !== null && <del>{shortly(one.from)}</del>}
              {one.from !== null && one.to !== null && " → "}
              {one.to !== null && <ins className="no-underline">{shortly(one.to)}</ins>}
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}
