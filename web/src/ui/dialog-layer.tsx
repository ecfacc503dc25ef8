import { Dialog as Base } from "@base-ui/react/dialog";
import { i18n } from "@lingui/core";
import { X } from "lucide-react";
import { IconButton } from "./button";
import { cx } from "./cx";
import type { DialogProps } from "./dialog";

const widths = { small: "md:max-w-100", medium: "md:max-w-140", large: "md:max-w-200" } as const;

export default function DialogLayer({
  open,
  onClose,
  title,
  description,
  footer,
  hideTitle = false,
  width = "medium",
  children,
}: DialogProps) {
  return (
    <Base.Root open={open} onOpenChange={(next) => next || onClose()}>
      <Base.Portal>
        <Base.Backdrop className="fade-in fixed inset-0 z-40 bg-scrim" />
        <Base.Viewport className="fixed inset-0 z-40 flex items-end justify-center md:items-start md:p-4 md:pt-[10dvh]">
          <Base.Popup
            className={cx(
              "float-in relative flex max-h-full w-full flex-col overflow-hidden bg-raised text-body shadow-float outline-none max-md:rounded-t-dialog md:max-h-[80dvh] md:rounded-dialog",
              widths[width],
            )}
          >
            <header className={cx("px-4 pt-3 pe-12", hideTitle && "sr-only")}>
              <div className="py-1">
                <Base.Title className="font-semibold text-title">{title}</Base.Title>
                {description !== undefined && (
                  <Base.Description className="mt-1 text-muted">{description}</Base.Description>
                )}
              </div>
            </header>
            <div className="min-h-0 grow overflow-y-auto px-4 py-3">{children}</div>
            {footer !== undefined && (
              <footer className="flex flex-wrap items-center justify-end gap-2 border-line border-t px-4 py-3 pb-[max(12px,env(safe-area-inset-bottom))]">
                {footer}
              </footer>
            )}
            {/* Last in the order of focus, so that a form begins with its first field. */}
            <Base.Close
              render={
                <IconButton
                  label={i18n._({ id: "ui.close", message: "Close" })}
                  size="small"
                  className="absolute end-3 top-3"
                >
                  <X className="size-4" />
                </IconButton>
              }
            />
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}
