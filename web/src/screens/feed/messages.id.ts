import type { Messages } from "@/i18n/messages";
import type en from "./messages.en";

export default {
  title: "Beranda",
  lead: "{count, plural, other {# kegiatan yang boleh Anda ambil.}} Setiap kegiatan adalah pilihan Anda.",
  untitled: "Tanpa judul",
  "no-words": "Kata-kata kegiatan ini sedang tidak dapat diambil.",
  "see-post": "Lihat kirimannya",
  "see-account": "Lihat akunnya",
  left: "sisa {span}",
  new: "Baru",
  "points-reported": "setengah dari {points, plural, other {# poin}}, bila Anda laporkan",
  points: "{points, plural, other {# poin}}",
  "own-words": "paling sedikit {percent}% kata sendiri",
  review: "Lihat dan setujui",
  decline: "Tolak",
  declined: "Ditolak. Tidak ada yang diberi tahu.",
  "declined-count": "Yang Anda tolak ({count})",
  "declined-words": "Hanya Anda yang melihat ini. Selama masih dibuka, Anda boleh mengambilnya juga.",
  "take-up": "Ambil lagi",
  more: "Kegiatan lain",
  keys: "Tombol: j dan k berpindah, e menyunting, a menyetujui, d menolak.",
  done: "Selesai untuk saat ini",
  "done-words":
    "Semua di beranda sudah Anda jawab. Yang Anda setujui keluar dengan sendirinya; sampai saat itu dapat ditarik kembali.",
  "to-week": "Lihat minggu saya",
  empty: "Beranda Anda masih kosong",
  "empty-words":
    "Bila kurator menawarkan sesuatu yang layak dibagikan, itu langsung muncul di sini. Anda melihat persis apa yang akan terbit, mengubahnya sesuka Anda, lalu memutuskan.",
} satisfies Messages<keyof typeof en>;
