/** The frame of a screen that is of no business: a bar with the person's menu, and one column below it. */
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Me } from '@/client/types'
import { cn } from '@/ui/class-names'
import { Logo } from '@/ui/logo'
import { UserMenu } from './user-menu'

type Props = { me: Me; /** What stands at the left of the bar. */ start: ReactNode; isNarrow?: boolean; children: ReactNode }

export function PageFrame({ me, start, isNarrow = false, children }: Props) {
  return (
    <div className="h-full overflow-y-auto">
      <header className="flex items-center justify-between gap-3 border-b bg-surface px-4 py-2.5">
        {start}
        <UserMenu me={me} />
      </header>
      <main id="content" className={cn('mx-auto w-full px-4 py-8', isNarrow ? 'max-w-3xl' : 'max-w-4xl')}>
        {children}
      </main>
    </div>
  )
}

/** The mark, as the way back to the overview. */
export const LogoHome = () => (
  <Link to="/agency" aria-label="Atende">
    <Logo />
  </Link>
)
