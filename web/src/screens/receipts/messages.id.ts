import type { Messages } from "@/i18n/messages";
import type en from "./messages.en";

export default {
  title: "Tanda terima",
  lead: "Setiap persetujuan Anda, bertanda tangan. Tidak ada yang terbit tanpanya, dan siapa pun yang Anda beri dapat memeriksanya.",
  empty: "Belum ada persetujuan",
  "empty-words":
    "Untuk setiap persetujuan Anda mendapat tanda terima bertanda tangan dengan kata-kata yang persis Anda setujui.",
  "to-feed": "Ke beranda",
  earlier: "Tampilkan yang lebih lama",
  approved: "Disetujui {when}",
  erased: "Kata-katanya sudah dihapus. Tanda tangannya tetap ada.",
  "no-words": "Ini tidak punya kata-kata sendiri.",
  verify: "Periksa",
  download: "Unduh",
  proven: "Asli: layanan persetujuan Restu menandatangani tanda terima ini persis.",
  "words-same": "Kata-kata di atas adalah yang ditandatangani.",
  "words-other": "Tetapi kata-kata di atas bukan yang ditandatangani.",
  "words-erased": "Kata-katanya tidak disimpan lagi, jadi tidak dapat dibandingkan.",
  "not-said":
    "Peramban Anda menghitungnya sendiri, dengan kunci publik yang diberikan Restu ini. Ini tidak mengatakan apakah sesuatu terbit atau masih ada, dan kunci itu hanya setepercaya asalnya: auditor membandingkannya dengan salinan mereka sendiri.",
  "not-proven": "Tidak asli: ini bukan yang ditandatangani layanan persetujuan. Silakan beri tahu administrator Anda.",
  "unknown-key":
    "Belum diperiksa: kunci yang disebutnya tidak ada di antara kunci yang diterbitkan Restu. Silakan beri tahu administrator Anda.",
  unsupported:
    "Belum diperiksa: peramban ini tidak dapat memeriksa tanda tangan Ed25519, atau halaman tidak dibuka dengan aman (https). Unduh tanda terima dan periksa di tempat lain, atau gunakan peramban yang lebih baru.",
} satisfies Messages<keyof typeof en>;
