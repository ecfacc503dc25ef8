import { Toast } from "@base-ui/react/toast";
import { i18n } from "@lingui/core";
import { X } from "lucide-react";
import { useEffect } from "react";
import { buttonClass } from "../button";
import { cx } from "../cx";
import { receiveNotices } from "./notify";

const manager = Toast.createToastManager();

export default function ToastHost() {
  useEffect(
    () =>
      receiveNotices(({ message, action, tone = "plain", duration }) => {
        const id = manager.add({
          title: message,
          type: tone,
          timeout: duration ?? (action === undefined ? 4000 : 8000),
          priority: tone === "danger" ? "high" : "low",
          ...(action === undefined
            ? {}
            : {
                actionProps: {
                  children: action.label,
                  onClick: () => {
                    manager.close(id);
                    action.run();
                  },
                },
              }),
        });
      }),
    [],
  );
  return (
    <Toast.Provider toastManager={manager} limit={3}>
      <Toast.Portal>
        <Toast.Viewport className="pointer-events-none fixed inset-x-2 bottom-[calc(var(--bottom-bar)+8px)] z-50 flex flex-col items-center gap-2 md:inset-x-auto md:start-4 md:bottom-4 md:items-start">
          <Toasts />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function Toasts() {
  const { toasts } = Toast.useToastManager();
  return toasts.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      swipeDirection={["down", "left"]}
      className="float-in pointer-events-auto w-full max-w-100 rounded-panel bg-raised text-body shadow-float data-limited:hidden md:w-auto md:min-w-60"
    >
      <Toast.Content className="flex min-h-10 items-center gap-2 py-1 ps-3 pe-1">
        <Toast.Title className={cx("min-w-0 grow", toast.type === "danger" && "text-danger")} />
        <Toast.Action className="h-control-small shrink-0 rounded-control px-2 font-medium text-accent text-small hover:bg-hover empty:hidden" />
        <Toast.Close
          aria-label={i18n._({ id: "ui.dismiss", message: "Dismiss" })}
          className={cx(buttonClass("quiet", "small"), "px-1.5")}
        >
          <X aria-hidden="true" className="size-3.5" />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ));
}
