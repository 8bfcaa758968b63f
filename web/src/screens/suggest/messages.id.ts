import type { Messages } from "@/i18n/messages";
import type en from "./messages.en";

export default {
  title: "Sarankan sesuatu",
  lead: "Menemukan sesuatu yang layak dibagikan? Kurator melihatnya dan mengabari Anda apa jadinya.",
  link: "Tautan",
  "link-hint": "Artikel, kiriman, halaman. Atau biarkan kosong dan tulis sendiri.",
  words: "Dengan kata Anda",
  reason: "Mengapa layak dibagikan?",
  "reason-hint": "Kurator membaca ini.",
  note: "Bila diterima, Anda tercatat sebagai pengusulnya.",
  "not-ready": "Beri tautan atau beberapa kata, dan sebutkan alasannya.",
  send: "Sarankan",
  sent: "Disarankan. Kurator akan melihatnya.",
  yours: "Saran Anda",
  empty: "Anda belum menyarankan apa pun",
  "empty-words": "Rekan-rekan paling tahu apa yang disukai pelanggan dan teman. Sampai sepuluh saran sehari dilihat.",
  waiting: "Menunggu kurator",
  accepted: "Diterima",
  declined: "Ditolak",
  because: "Karena: {reason}",
  "accepted-words":
    "Kini menjadi konten, dan Anda tercatat sebagai pengusulnya. Bila ada yang ditawarkan dengannya, itu ada di beranda Anda.",
  "declined-words": "Kata kurator: {reason}",
} satisfies Messages<keyof typeof en>;
