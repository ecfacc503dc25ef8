import { Dialog as Base } from "@base-ui/react/dialog";
import { cx } from "./cx";
import type { SidePanelProps } from "./side-panel";

export default function SidePanelLayer({ open, onClose, label, modal = true, className, children }: SidePanelProps) {
  return (
    <Base.Root open={open} onOpenChange={(next) => next || onClose()} modal={modal} disablePointerDismissal={!modal}>
      <Base.Portal>
        {modal && <Base.Backdrop className="fade-in fixed inset-0 z-30 bg-scrim" />}
        <Base.Popup
          aria-label={label}
          className={cx(
            "slide-in fixed inset-y-0 end-0 z-30 flex w-full flex-col overflow-hidden border-line border-s bg-raised text-body outline-none md:w-120 md:shadow-float",
            className,
          )}
        >
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
