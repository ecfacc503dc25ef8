import { i18n } from "@lingui/core";
import { lazy, type ReactNode, Suspense } from "react";
import { Button, type ButtonVariant } from "./button";
import { useOnce } from "./use-once";

// What draws it comes with the first opening, so a closed dialog costs its page nothing.
const DialogLayer = lazy(() => import("./dialog-layer"));

export interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  description?: ReactNode;
  /** Buttons, the main one last. */
  footer?: ReactNode;
  /** Keeps the title for screen readers only. */
  hideTitle?: boolean;
  width?: "small" | "medium" | "large";
  children?: ReactNode;
}

/** A layer that asks for an answer. On a phone it rises from the bottom. */
export function Dialog(props: DialogProps) {
  const wanted = useOnce(props.open);
  if (!wanted) return null;
  return (
    <Suspense>
      <DialogLayer {...props} />
    </Suspense>
  );
}

export interface ConfirmDialogProps {
  open: boolean;
  onClose: () => void;
  onConfirm: () => void;
  title: string;
  description: ReactNode;
  /** Says what will happen: "Remove sample data", never "OK". */
  action: string;
  variant?: ButtonVariant;
  busy?: boolean;
}

/** Only for what cannot be undone. Everything else happens at once and offers to undo. */
export function ConfirmDialog({
  open,
  onClose,
  onConfirm,
  title,
  description,
  action,
  variant = "danger",
  busy = false,
}: ConfirmDialogProps) {
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={title}
      description={description}
      width="small"
      footer={
        <>
          <Button variant="quiet" onClick={onClose}>
            {i18n._({ id: "ui.cancel", message: "Cancel" })}
          </Button>
          <Button variant={variant} busy={busy} onClick={onConfirm}>
            {action}
          </Button>
        </>
      }
    />
  );
}
