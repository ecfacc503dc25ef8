import {
  cloneElement,
  lazy,
  type ReactElement,
  type ReactNode,
  Suspense,
  type SyntheticEvent,
  useRef,
  useState,
} from "react";

const load = () => import("./tooltip-popup");
const TooltipPopup = lazy(load);

type Handler = (event: SyntheticEvent<Element>) => void;
interface ChildProps {
  onPointerEnter?: Handler;
  onPointerLeave?: Handler;
  onPointerDown?: Handler;
  onFocus?: Handler;
  onBlur?: Handler;
  [name: string]: unknown;
}

export interface TooltipProps {
  content: ReactNode;
  keys?: string;
  side?: "top" | "bottom" | "left" | "right";
  /** One element, which keeps its own accessible name: a tooltip is not read to everyone. */
  children: ReactElement<ChildProps>;
}

const delay = 400;

/** Costs its child nothing until the pointer rests there, so rows may have them too. */
export function Tooltip({ content, keys, side = "bottom", children }: TooltipProps) {
  const [anchor, setAnchor] = useState<Element | null>(null);
  const timer = useRef<number>(undefined);
  const hide = () => {
    window.clearTimeout(timer.current);
    setAnchor(null);
  };
  const { props } = children;
  return (
    <>
      {cloneElement(children, {
        onPointerEnter: (event: SyntheticEvent<Element>) => {
          props.onPointerEnter?.(event);
          const target = event.currentTarget;
          void load();
          timer.current = window.setTimeout(() => setAnchor(target), delay);
        },
        onPointerLeave: (event: SyntheticEvent<Element>) => {
          props.onPointerLeave?.(event);
          hide();
        },
        onPointerDown: (event: SyntheticEvent<Element>) => {
          props.onPointerDown?.(event);
          hide();
        },
        onFocus: (event: SyntheticEvent<Element>) => {
          props.onFocus?.(event);
          if (event.currentTarget.matches(":focus-visible")) setAnchor(event.currentTarget);
        },
        onBlur: (event: SyntheticEvent<Element>) => {
          props.onBlur?.(event);
          hide();
        },
      })}
      {anchor !== null && (
        <Suspense>
          <TooltipPopup anchor={anchor} onClose={hide} content={content} keys={keys} side={side} />
        </Suspense>
      )}
    </>
  );
}
