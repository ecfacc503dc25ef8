import { i18n } from "@lingui/core";
import { cleanup, configure } from "@testing-library/react";
import { afterEach } from "vitest";

// Pages come when they are first opened, and on a busy machine their code takes longer than the usual second to be made.
configure({ asyncUtilTimeout: 15_000 });

// Outside a build the texts written in the code are the catalogue.
i18n.loadAndActivate({ locale: "en", messages: {} });

// What jsdom lacks and components ask for: a wide screen with a mouse, and elements that can be measured and scrolled.
window.matchMedia ??= (query: string) =>
  Object.assign(new EventTarget(), { matches: false, media: query }) as MediaQueryList;
globalThis.ResizeObserver ??= class {
  observe(): void {
    // Sizes never change here.
  }
  unobserve(): void {
    // As above.
  }
  disconnect(): void {
    // As above.
  }
};
Element.prototype.scrollIntoView ??= () => undefined;
window.scrollTo = () => undefined;

afterEach(cleanup);
