import type { Messages } from "@/i18n/messages";
import type en from "./messages.en";

export default {
  title: "Hadiah",
  lead: "Tukarkan poin Anda dengan sesuatu. Peringkat Anda di papan peringkat tidak berubah.",
  "to-points": "Dari mana poin saya",
  balance: "Dapat Anda pakai",
  points: "{points, plural, other {# poin}}",
  "nothing-to-spend":
    "Saat ini tidak ada yang dapat Anda pakai. Poin datang dari yang Anda terbitkan, lebih banyak dengan kata-kata sendiri; bila jejaring melarang imbalan, seperti X, tidak ada poin.",
  empty: "Belum ada hadiah",
  "empty-words":
    "Bila administrator menaruh sesuatu di sini, Anda dapat menukarnya dengan poin. Poin Anda tetap menunggu.",
  untitled: "Hadiah yang kata-katanya hilang",
  stock: "{stock, plural, =0 {Habis} other {Sisa #}}",
  "sold-out": "Saat ini tidak ada yang tersisa. Bila ditambah, segera tampil di sini.",
  missing: "{missing, plural, other {Kurang # poin.}}",
  "have-of": "{balance} dari {points} poin",
  redeem: "Tukar",
  "redeem-of": "Tukar: {title}",
  "you-have": "Anda punya",
  "it-costs": "Harganya",
  "is-left": "Sisa Anda",
  "redeem-for": "Tukar {points, plural, other {# poin}}",
  "not-now": "Nanti saja",
  "what-happens":
    "Administrator diberi tahu dan menyerahkannya. Sampai saat itu Anda dapat mengembalikannya dengan satu ketukan, dan semua poin menjadi milik Anda lagi.",
  "now-too-dear": "Poin Anda berubah: tidak cukup lagi untuk ini. Tidak ada yang diambil.",
  "now-gone": "Sementara itu sudah habis. Tidak ada yang diambil.",
  redeemed: "Ditukar: {title}",
  "given-back": "Dikembalikan. Poin Anda ada lagi.",
  history: "Yang Anda tukar",
  "no-history": "Belum ada. Yang Anda tukar tampil di sini, dengan kelanjutannya.",
  earlier: "Tampilkan yang lebih lama",
  "redeemed-on": "{date}, seharga {points, plural, other {# poin}}",
  "is-open": "Menunggu diserahkan",
  "is-fulfilled": "Diserahkan {date}",
  "is-refunded": "Poin kembali sejak {date}",
  "give-back": "Kembalikan",
  "give-back-of": "Kembalikan: {title}",
} satisfies Messages<keyof typeof en>;
