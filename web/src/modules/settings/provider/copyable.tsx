import { Copy } from "lucide-react";
import { i18n } from "../../../i18n";
import { IconButton, notify } from "../../../ui";

/** A text that goes somewhere else as it stands. */
export function Copyable({ label, text }: { label: string; text: string }) {
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    notify({ message: i18n._({ id: "settings.copied", message: "Copied" }) });
  };
  return (
    <div className="flex flex-col gap-1">
      <span className="text-muted text-small">{label}</span>
      <span className="flex items-center gap-2">
        <code dir="ltr" className="wrap-anywhere min-w-0 grow text-start text-small">
          {text}
        </code>
        <IconButton
          label={i18n._({ id: "settings.copy", message: "Copy: {label}", values: { label } })}
          onClick={() => void copy()}
        >
          <Copy aria-hidden="true" className="size-4" />
        </IconButton>
      </span>
    </div>
  );
}
