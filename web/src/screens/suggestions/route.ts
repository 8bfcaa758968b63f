import { HandHeart } from "lucide-react";
import { screen } from "@/app/screen";
import { useWaiting } from "./waiting";

export default screen({
  path: "/suggestions",
  label: { en: "Suggestions", id: "Saran" },
  icon: HandHeart,
  nav: { group: "curate", order: 120 },
  roles: ["curator"],
  useWaiting,
  load: () => import("./Suggestions"),
});
