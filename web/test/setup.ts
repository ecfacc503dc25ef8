import { i18n } from "@lingui/core";
import { cleanup } from "@testing-library/react";
import { afterEach } from "vitest";

// Outside a build the texts written in the code are the catalogue.
i18n.loadAndActivate({ locale: "en", messages: {} });

afterEach(cleanup);
