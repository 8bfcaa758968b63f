import type { Messages } from "@/i18n/messages";
import type en from "./messages.en";

export default {
  title: "Poin",
  lead: "Dari mana setiap poin Anda berasal, dan ke mana perginya. Hanya Anda yang melihat ini.",
  "to-rewards": "Ke hadiah",
  balance: "Dapat dipakai",
  "this-month": "Bulan ini",
  "all-time": "Sepanjang waktu",
  "below-zero":
    "Anda sudah memakai poin dari kiriman yang kemudian diturunkan. Yang Anda peroleh berikutnya menutupnya; tidak ada akibat lain.",
  ledger: "Buku poin",
  "ledger-words": "Yang dapat Anda pakai adalah jumlah dari semua ini.",
  earlier: "Tampilkan yang lebih lama",
  empty: "Belum ada poin",
  "empty-words":
    "Yang Anda setujui mendapat poin begitu terbit, lebih banyak dengan kata-kata sendiri. Bila jejaring melarang imbalan, seperti X, tidak ada poin.",
  "to-feed": "Ke beranda",
  unit: "{count, plural, other {poin}}",
  see: "Lihat di sana",
  "a-reward": "sebuah hadiah",
  "what-post": "Terbit di {network}",
  "why-own-words":
    "Dijanjikan {promised, plural, other {# poin}}; lebih banyak karena {ownWords}% darinya kata-kata Anda sendiri.",
  "why-as-promised": "{promised, plural, other {# poin, seperti dijanjikan}}.",
  "what-handed-over": "Anda menerbitkannya sendiri",
  "why-handed-over":
    "Itu pernyataan Anda, dan tidak dapat diperiksa: setengah dari yang dijanjikan, paling banyak tiga kali seminggu.",
  "why-nothing": "Tidak ada yang dijanjikan, atau jejaring melarang imbalan.",
  "what-removed": "Diturunkan dari {network}",
  "why-removed": "Poin dari kiriman yang tidak ada lagi ditarik kembali.",
  "what-redeemed": "Ditukar: {title}",
  "why-redeemed": "Anda menukarkan poin untuk ini.",
  "what-refunded": "Dikembalikan: {title}",
  "why-given-back": "Anda mengembalikannya sebelum menerimanya, maka poin Anda kembali.",
  "why-refunded": "Ini tidak jadi, maka poin Anda kembali.",
  "what-other": "Poin",
  "why-other": "Menurut aturan “{rule}”.",
} satisfies Messages<keyof typeof en>;
