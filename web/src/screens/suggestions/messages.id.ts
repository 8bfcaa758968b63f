import type { Messages } from "@/i18n/messages";
import type en from "./messages.en";

export default {
  title: "Saran",
  lead: "Yang ingin dibagikan rekan-rekan. Terima, atau sampaikan mengapa tidak; nama tidak ditampilkan di sini.",
  empty: "Tidak ada saran yang menunggu",
  "empty-words":
    "Setiap orang dapat menyarankan sesuatu di layar “Sarankan sesuatu”. Saran mereka langsung muncul di sini.",
  "to-items": "Lihat konten",
  more: "Saran berikutnya",
  suggested: "Seorang rekan, {when}",
  accept: "Terima",
  accepting: "Membuat konten …",
  accepted: "Diterima. Yang menyarankan tercatat sebagai pengusul dan melihatnya.",
  "write-instead": "Anda dapat menulis kata-katanya sendiri.",
  write: "Dengan kata lain",
  "write-title": "Terima dengan kata lain",
  credit: "Yang menyarankan tetap tercatat sebagai pengusul.",
  "title-field": "Judul",
  "description-field": "Uraian",
  decline: "Tolak",
  "decline-title": "Tolak saran ini",
  "decline-words": "Yang menyarankan membaca alasan Anda, dan tidak ada orang lain.",
  "reason-field": "Mengapa tidak?",
  "reason-hint": "Satu kalimat ramah sudah cukup.",
  "start-with": "Mulai dengan",
  "start-known": "Terima kasih! Ini sudah pernah kami bagikan.",
  "start-fit": "Terima kasih! Ini belum cocok dengan yang kami bagikan saat ini.",
  "start-later": "Terima kasih! Masih terlalu dini; silakan sarankan lagi nanti.",
  "decline-send": "Tolak dengan kata ini",
  declined: "Ditolak. Kata-kata Anda sedang menuju ke sana.",
} satisfies Messages<keyof typeof en>;
