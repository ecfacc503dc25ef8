import { describe, expect, it } from "vitest";
import { hitDetail } from "./search";
import type { TypeSchema } from "./types";

const contact = {
  title: "name",
  fields: [
    { name: "name", label: "Name" },
    { name: "mobile", label: "Mobile" },
  ],
} as unknown as TypeSchema;

describe("hitDetail", () => {
  it("shows what answered when neither title nor subtitle do", () => {
    const why = { field: "mobile", text: "+49307654321" };
    expect(hitDetail({ subtitle: "m@example.com", why }, contact)).toBe("Mobile: +49307654321");
  });
  it("leaves the subtitle where the title or itself answered", () => {
    expect(hitDetail({ subtitle: "m@example.com", why: { field: "name", text: "M" } }, contact)).toBe("m@example.com");
    expect(hitDetail({ subtitle: "m@x", why: { field: "email", text: "m@x" } }, contact)).toBe("m@x");
    expect(hitDetail({ subtitle: null, why: null }, contact)).toBeNull();
  });
});
