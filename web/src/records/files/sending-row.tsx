import { RotateCcw, X } from "lucide-react";
import { i18n } from "../../i18n";
import { Button, IconButton, ProgressBar } from "../../ui";
import { formatSize } from "./size";
import type { Sending } from "./uploads";

interface SendingRowProps {
  one: Sending;
  onRetry: () => void;
  onCancel: () => void;
}

/** A file on its way, or one that did not arrive. */
export function SendingRow({ one, onRetry, onCancel }: SendingRowProps) {
  const { name } = one.file;
  const failed = one.reason !== "";
  return (
    <li className="flex min-h-row items-center gap-2 border-line border-b py-1">
      <div className="flex min-w-0 grow flex-col gap-1">
        <span className="wrap-anywhere">
          <bdi>{name}</bdi> <span className="text-muted text-small tabular-nums">{formatSize(one.file.size)}</span>
        </span>
        {failed ? (
          <span role="alert" className="text-danger text-small">
            {one.reason}
          </span>
        ) : (
          <ProgressBar
            label={i18n._({ id: "files.sending", message: "Adding {name}", values: { name } })}
            value={one.share}
          />
        )}
      </div>
      {failed && (
        <Button size="small" icon={<RotateCcw aria-hidden="true" className="size-3.5" />} onClick={onRetry}>
          {i18n._({ id: "files.retry", message: "Try again" })}
        </Button>
      )}
      <IconButton
        variant="quiet"
        label={
          failed
            ? i18n._({ id: "files.dismiss", message: "Dismiss {name}", values: { name } })
            : i18n._({ id: "files.cancel", message: "Stop adding {name}", values: { name } })
        }
        onClick={onCancel}
      >
        <X aria-hidden="true" className="size-4" />
      </IconButton>
    </li>
  );
}
