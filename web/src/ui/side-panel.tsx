import { Dialog as Base } from "@base-ui/react/dialog";
import type { ReactNode } from "react";
import { cx } from "./cx";

export interface SidePanelProps {
  open: boolean;
  onClose: () => void;
  /** The accessible name. The panel draws its own visible heading, if any. */
  label: string;
  /**
   * Modal panels hold the focus and dim the page, as a form does. Others leave the page usable beside them, as a
   * record opened from a list does.
   */
  modal?: boolean;
  className?: string;
  children: ReactNode;
}

/** Slides in from the end edge; fills the screen on a phone. */
export function SidePanel({ open, onClose, label, modal = true, className, children }: SidePanelProps) {
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
