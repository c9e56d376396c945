import { cn } from './class-names'

/** The front-desk bell. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden className={cn('size-8', className)}>
      <rect width="32" height="32" rx="8" className="fill-[#0e5a66] dark:fill-[#164a52]" />
      <path d="M6.5 20.5a9.5 9.5 0 0 1 19 0z" fill="#fff" />
      <rect x="5" y="22.3" width="22" height="3" rx="1.5" fill="#f2b84b" />
      <rect x="14.6" y="6.6" width="2.8" height="4.4" rx="1.4" fill="#fff" />
    </svg>
  )
}
