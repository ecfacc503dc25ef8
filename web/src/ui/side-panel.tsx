import { lazy, type ReactNode, Suspense } from "react";
import { useOnce } from "./use-once";

const SidePanelLayer = lazy(() => import("./side-panel-layer"));

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
export function SidePanel(props: SidePanelProps) {
  const wanted = useOnce(props.open);
  if (!wanted) return null;
  return (
    <Suspense>
      <SidePanelLayer {...props} />
    </Suspense>
  );
}
