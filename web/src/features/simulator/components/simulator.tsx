import { useQueries, useQuery } from '@tanstack/react-query'
import { Plus, Smartphone, TriangleAlert, WifiOff, Zap } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '@/lib/error-text'
import { useMediaQuery } from '@/lib/media-query'
import { SeeingOnly } from '@/lib/seeing-only'
import { canChange, canSee, useSession } from '@/lib/session'
import { useTitle } from '@/lib/title'
import { Button } from '@/ui/button'
import { cn } from '@/ui/class-names'
import { Field } from '@/ui/field'
import { Input } from '@/ui/input'
import { EmptyState, ErrorState, Skeleton } from '@/ui/states'
import { faultsQuery, numbersQuery, phonesQuery, useAddSandboxNumber } from '../api'
import { useSandboxFeed } from '../live'
import { phoneDigits } from '../rules/timeline'
import type { Phone as PhoneData, SandboxNumber } from '../wire'
import { FaultsPanel } from './faults-panel'
import { Phone } from './phone'
import { NewPhoneDialog } from './phone-dialogs'

/** Whoever may change what is in one of these may act as a customer; whoever may see one looks on. */
const ROOMS = ['inbox', 'bot', 'settings']

type Props = { shownId: string | undefined; onShow: (phoneId: string) => void; onOpenConversation: (id: string) => void }

/** Phones on the screen that write to this business's sandbox numbers. */
export function Simulator({ shownId, onShow, onOpenConversation }: Props) {
  const { t } = useTranslation(['simulator', 'shell'])
  const { tenant } = useSession()
  const errorText = useErrorText()
  useTitle(t('title'), tenant.name)
  const numbers = useQuery(numbersQuery(tenant.id))
  const phones = useQuery(phonesQuery(tenant.id))
  const hasNumbers = (numbers.data?.items.length ?? 0) > 0
  const isHeard = useSandboxFeed(hasNumbers)
  const [open, setOpen] = useState<'phone' | 'faults' | null>(null)
  const faults = useQueries({ queries: (numbers.data?.items ?? []).map((one) => faultsQuery(tenant.id, one.phone_number_id)) })
  const faultCount = faults.reduce((sum, one) => sum + (one.data?.items.length ?? 0), 0)
  const failed = numbers.error ?? phones.error
  const mayAct = canChange(tenant, ROOMS)

  return (
    <>
      <header className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b bg-surface px-4 py-2.5">
        <div className="min-w-0">
          <h1 className="text-base font-semibold tracking-tight">{t('title')}</h1>
          <p className="text-xs text-ink-2 max-sm:sr-only">{t('lead')}</p>
        </div>
        {hasNumbers && mayAct && (
          <div className="flex gap-2">
            <Button className={cn(faultCount > 0 && 'border-wait bg-wait-soft text-wait hover:bg-wait-soft hover:brightness-97')} onClick={() => setOpen('faults')}>
              {faultCount > 0 ? <TriangleAlert aria-hidden /> : <Zap aria-hidden />}
              {faultCount > 0 ? t('faults.on', { count: faultCount }) : t('faults.button')}
            </Button>
            <Button variant="primary" onClick={() => setOpen('phone')}>
              <Plus aria-hidden />
              {t('newPhone.button')}
            </Button>
          </div>
        )}
      </header>
      <SeeingOnly rooms={ROOMS} text="seeing.simulator" className="border-b bg-sunken px-4 py-2" />
      <div role="status" className={cn(!isHeard && 'flex items-center justify-center gap-2 bg-wait-soft px-3 py-1.5 text-xs font-medium text-wait')}>
        {!isHeard && (
          <>
            <WifiOff aria-hidden className="size-3.5" />
            {t('away')}
          </>
        )}
      </div>
      {failed && (
        <ErrorState className="flex-1" title={errorText(failed)} retryLabel={t('shell:retry')} onRetry={() => void Promise.all([numbers.refetch(), phones.refetch()])} />
      )}
      {!failed && (numbers.isPending || phones.isPending) && (
        <div className="flex flex-1 gap-5 overflow-hidden p-4">
          <Skeleton className="h-full w-full max-w-90 rounded-3xl" />
          <Skeleton className="h-full w-full max-w-90 rounded-3xl max-sm:hidden" />
        </div>
      )}
      {numbers.data && !hasNumbers && <NoNumber mayCreate={canChange(tenant, 'settings')} />}
      {hasNumbers && phones.data?.items.length === 0 && (
        <EmptyState
          className="flex-1"
          icon={Smartphone}
          title={t('noPhones.title')}
          action={
            mayAct && (
              <Button variant="primary" onClick={() => setOpen('phone')}>
                <Plus aria-hidden />
                {t('newPhone.button')}
              </Button>
            )
          }
        >
          {mayAct && t('noPhones.text')}
        </EmptyState>
      )}
      {numbers.data && hasNumbers && phones.data && phones.data.items.length > 0 && (
        <Phones phones={phones.data.items} numbers={numbers.data.items} shownId={shownId} onShow={onShow} onOpenConversation={onOpenConversation} />
      )}
      {open === 'phone' && <NewPhoneDialog onClose={() => setOpen(null)} onMade={(phone) => onShow(phone.id)} />}
      {open === 'faults' && numbers.data && <FaultsPanel numbers={numbers.data.items} onClose={() => setOpen(null)} />}
    </>
  )
}

function Phones({ phones, numbers, shownId, onShow, onOpenConversation }: Props & { phones: PhoneData[]; numbers: SandboxNumber[] }) {
  const { t } = useTranslation('simulator')
  const { tenant } = useSession()
  const isNarrow = !useMediaQuery('(min-width: 40rem)')
  const shown = phones.find((phone) => phone.id === shownId) ?? (phones[0] as PhoneData)
  const common = { numbers, mayAct: canChange(tenant, ROOMS), canReadInbox: canSee(tenant, 'inbox'), onOpenConversation }
  if (isNarrow)
    return (
      <div className="flex min-h-0 flex-1 flex-col">
        <div role="tablist" aria-label={t('phones')} className="flex shrink-0 gap-1 overflow-x-auto border-b bg-surface px-2">
          {phones.map((phone) => (
            <button
              key={phone.id}
              type="button"
              role="tab"
              id={`tab-${phone.id}`}
              aria-selected={phone.id === shown.id}
              aria-controls="phone-panel"
              tabIndex={phone.id === shown.id ? 0 : -1}
              className="shrink-0 border-b-2 border-transparent px-3 py-2.5 text-sm text-ink-2 aria-selected:border-accent aria-selected:font-semibold aria-selected:text-accent-text"
              onClick={() => onShow(phone.id)}
              onKeyDown={(event) => {
                const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
                const next = phones[phones.indexOf(phone) + step]
                if (!step || !next) return
                onShow(next.id)
                document.getElementById(`tab-${next.id}`)?.focus()
              }}
            >
              {phone.name}
            </button>
          ))}
        </div>
        <div role="tabpanel" id="phone-panel" aria-labelledby={`tab-${shown.id}`} className="relative min-h-0 flex-1 p-2">
          <Phone key={shown.id} phone={shown} {...common} />
        </div>
      </div>
    )
  return (
    // `relative`: what is there for screen readers only is placed by this box, and does not widen the page.
    <div className="relative flex min-h-0 flex-1 gap-5 overflow-x-auto p-4">
      {phones.map((phone) => (
        <Phone key={phone.id} phone={phone} className="w-86 shrink-0" {...common} />
      ))}
    </div>
  )
}

function NoNumber({ mayCreate }: { mayCreate: boolean }) {
  const { t } = useTranslation('simulator')
  const errorText = useErrorText()
  const create = useAddSandboxNumber()
  const [typed, setTyped] = useState('')
  const [hasTried, setTried] = useState(false)
  const digits = phoneDigits(typed)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (digits) create.mutate(`+${digits}`)
  }
  return (
    <EmptyState className="flex-1" icon={Smartphone} title={t('noNumber.title')}>
      <p>{t(mayCreate ? 'noNumber.text' : 'noNumber.ask')}</p>
      {mayCreate && (
        <form noValidate onSubmit={submit} className="mx-auto mt-4 flex w-64 flex-col gap-3 text-left">
          <Field label={t('noNumber.phone')} hint={t('noNumber.hint')} error={hasTried && !digits ? t('form.phoneInvalid') : create.error && errorText(create.error)}>
            <Input inputMode="tel" placeholder="(11) 4000-0001" value={typed} onChange={(event) => setTyped(event.target.value)} />
          </Field>
          <Button type="submit" variant="primary" isBusy={create.isPending}>
            {t('noNumber.create')}
          </Button>
        </form>
      )}
    </EmptyState>
  )
}
