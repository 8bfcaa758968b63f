import { expect, it } from "vitest";
import { whose } from "./whose";

it.each([
  ["mastodon", "https://social.example/@company", "@company@social.example"],
  ["mastodon", "https://social.example/users/company", "@company@social.example"],
  ["mastodon", "http://127.0.0.1:8085/@company/1123", "@company@127.0.0.1:8085"],
  ["mastodon", "https://social.example/@company@other.example/1123", "@company@other.example"],
  ["bluesky", "https://bsky.app/profile/company.example/post/3k", "@company.example"],
  ["x", "https://x.com/company/status/1", "@company"],
  ["instagram", "https://www.instagram.com/company/", "@company"],
  ["facebook", "https://www.facebook.com/company.page/posts/1", "company.page"],
])("on %s, %s is of %s", (network, target, name) => {
  expect(whose(network, target)).toBe(name);
});

it.each([
  ["mastodon", "https://social.example/notice/1"],
  ["bluesky", "https://bsky.app/profile/did:plc:abc/post/3k"],
  ["x", "https://x.com/i/status/1"],
  ["instagram", "https://www.instagram.com/p/abc/"],
  ["facebook", "https://www.facebook.com/share/p/abc"],
  ["linkedin", "https://www.linkedin.com/feed/update/urn:li:activity:1/"],
  ["unheard-of", "https://example.org/company"],
  ["x", "no address"],
])("on %s, nobody is read off %s", (network, target) => {
  expect(whose(network, target)).toBeNull();
});
