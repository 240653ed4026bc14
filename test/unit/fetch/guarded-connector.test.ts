import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createAddressGuard } from "../../../src/fetch/guarded-connector.ts";

describe("the address guard", () => {
  it.each([
    ["8.8.8.8", true],
    ["::ffff:8.8.8.8", true],
    ["2606:4700::1111", true],
    ["127.0.0.1", false],
    ["127.255.255.254", false],
    ["0.0.0.0", false],
    ["10.0.0.1", false],
    ["172.16.0.1", false],
    ["192.168.1.1", false],
    ["100.64.0.1", false],
    ["169.254.169.254", false],
    ["192.0.2.1", false],
    ["198.18.0.1", false],
    ["224.0.0.1", false],
    ["240.0.0.1", false],
    ["255.255.255.255", false],
    ["::", false],
    ["::1", false],
    ["::127.0.0.1", false],
    ["::7f00:1", false],
    ["::ffff:127.0.0.1", false],
    ["::ffff:7f00:1", false],
    ["::ffff:0:127.0.0.1", false],
    ["64:ff9b::7f00:1", false],
    ["2002:7f00:1::", false],
    ["2001::1", false],
    ["2001:db8::1", false],
    ["fe80::1", false],
    ["fe80::1%eth0", false],
    ["fec0::1", false],
    ["fd00::1", false],
    ["ff02::1", false],
    ["4000::1", false],
    ["", false],
    ["news.example", false],
  ])("without allowed networks %s may be reached: %s", (address, expected) => {
    expect(createAddressGuard([])(address)).toBe(expected);
  });

  it.each([
    ["127.0.0.1", true],
    ["::ffff:127.0.0.1", true],
    ["fd12::7", true],
    ["8.8.8.8", true],
    ["10.0.0.1", false],
    ["fe80::1", false],
  ])("with 127.0.0.0/8 and fd00::/8 allowed %s may be reached: %s", (address, expected) => {
    expect(createAddressGuard(["127.0.0.0/8", "fd00::/8"])(address)).toBe(expected);
  });

  it("reads a mapped address as the address that it reaches", () => {
    const isAllowed = createAddressGuard([]);
    fc.assert(fc.property(fc.ipV4(), (address) => isAllowed(`::ffff:${address}`) === isAllowed(address)));
  });
});
