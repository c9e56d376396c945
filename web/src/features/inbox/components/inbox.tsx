import { useQueryClient } from '@tanstack/react-query'
import { MessagesSquare } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMediaQuery } from '@/lib/media-query'
import { formatPhone } from '@/lib/phone'
import { useSession } from '@/lib/session'
import { useTitle } from '@/lib/title'
import { cn } from '@/ui/class-names'
import { Dialog } from '@/ui/dialog'
import { EmptyState } from '@/ui/states'
import { knownSummary } from '../api/conversations'
import { useInboxLive } from '../live'
import { type ListView, contactName } from '../rules/list'
import { plainText } from '../rules/rich-text'
import { type Beside, ContactPanel } from './contact-panel'
import { ConversationList } from './conversation-list'
import { Thread } from './thread'

type Props = {
  view: ListView
  onView: (change: Partial<ListView>) => void
  openId: string | undefined
  onOpen: (id: string | undefined) => void
  /** What the URL says of the contact panel; undefined follows what the person usually has. */
  panel: boolean | undefined
  isPanelUsual: boolean
  onPanel: (isOpen: boolean) => void
  beside?: Beside | undefined
}

/** List, thread and contact: three panes on a desk, one after the other on a phone. */
export function Inbox({ view, onView, openId, onOpen, panel, isPanelUsual, onPanel, beside }: Props) {
  const { t } = useTranslation(['inbox', 'shell'])
  const isWide = useMediaQuery('(min-width: 1200px)')
  const { tenant } = useSession()
  const live = useInboxLive(openId)
  useTitle(t('inbox:title'), tenant.name)
  const isPanelOpen = openId !== undefined && (panel ?? (isWide && isPanelUsual))

  return (
    <main id="content" className="flex min-h-0 flex-1" tabIndex={-1}>
      <h1 className="sr-only">{t('inbox:title')}</h1>
      <div className={cn('flex min-h-0 w-full shrink-0 flex-col border-r bg-canvas md:w-80 lg:w-[23rem]', openId && 'max-md:hidden')}>
        <ConversationList view={view} onView={onView} openId={openId} onOpen={onOpen} />
      </div>
      <div className={cn('flex min-h-0 min-w-0 flex-1 flex-col bg-surface', !openId && 'max-md:hidden')}>
        {openId ? (
          <Thread key={openId} id={openId} onBack={() => onOpen(undefined)} isPanelOpen={isPanelOpen} onPanel={onPanel} />
        ) : (
          <EmptyState icon={MessagesSquare} title={t('inbox:thread.none')} className="m-auto">
            <span className="touch:hidden">{t('inbox:thread.noneText')}</span>
          </EmptyState>
        )}
      </div>
      {openId && isPanelOpen && isWide && (
        <aside aria-label={t('inbox:contact.title')} className="w-72 shrink-0 overflow-y-auto border-l bg-canvas p-4">
          <ContactPanel key={openId} id={openId} beside={beside} />
        </aside>
      )}
      {openId && !isWide && (
        <Dialog shape="sheet" open={isPanelOpen} onOpenChange={onPanel} title={t('inbox:contact.title')} closeLabel={t('shell:close')}>
          <ContactPanel key={openId} id={openId} beside={beside} />
        </Dialog>
      )}
      <Announcer live={live} openId={openId} />
    </main>
  )
}

/** Says aloud that something arrived; the open thread says itself what. */
function Announcer({ live, openId }: { live: ReturnType<typeof useInboxLive>; openId: string | undefined }) {
  const { t } = useTranslation('inbox')
  const { tenant } = useSession()
  const client = useQueryClient()
  const [text, setText] = useState('')
  useEffect(() => {
    if (!live || live.arrivedIn === openId) return
    const timer = setTimeout(() => {
      const known = knownSummary(client, tenant.id, live.arrivedIn)
      setText(known ? t('thread.arrived', { name: contactName(known.contact, formatPhone), text: plainText((known.last_message?.preview ?? '').replace(/^\[\w+\]$/, '')) }) : t('thread.arrivedElsewhere'))
    }, 400)
    return () => clearTimeout(timer)
  }, [live, openId, client, tenant.id, t])
  return (
    <div aria-live="polite" className="sr-only">
      {text}
    </div>
  )
}
