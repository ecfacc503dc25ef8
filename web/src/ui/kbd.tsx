import { describeKeys } from "./keys/describe";

/** A shortcut as its keys: "mod+k" and "g d" in the reader's own keyboard words. */
export function Kbd({ keys }: { keys: string }) {
  return (
    <kbd dir="ltr" className="inline-flex shrink-0 gap-0.5 font-sans text-meta text-muted">
      {describeKeys(keys).map((key, index) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: the keys of one shortcut never move
          key={index}
          className="inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-control border border-line px-1"
        >
          {key}
        </span>
      ))}
    </kbd>
  );
}
