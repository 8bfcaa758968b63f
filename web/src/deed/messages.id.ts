import type { Messages } from "@/i18n/messages";
import type en from "./messages.en";

export default {
  "on-post": "Kiriman di {network}",
  "on-repost": "Kirim ulang di {network}",
  "on-like": "Suka di {network}",
  "on-comment": "Komentar di {network}",
  "on-follow": "Ikuti di {network}",
  "on-other": "Kegiatan di {network}",
  repost: "Kirim ulang kiriman {whom}",
  like: "Sukai kiriman {whom}",
  comment: "Komentari kiriman {whom}",
  follow: "Ikuti {whom}",
  "repost-this": "Kirim ulang kiriman ini",
  "like-this": "Sukai kiriman ini",
  "comment-this": "Komentari kiriman ini",
  "follow-this": "Ikuti akun ini",
} satisfies Messages<keyof typeof en>;
