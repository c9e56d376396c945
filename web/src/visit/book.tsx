/** @jsxImportSource preact */
import { useEffect, useRef, useState } from 'preact/hooks'
import { newId } from './api'
import { BookedView } from './booked'
import { type Choice, type Step, options } from './choice'
import { People, Places, Services } from './choose'
import { Details, type Typed } from './details'
import { longMoment, otherZone, shortMoment } from './moments'
import { Times } from './times'
import type { Booked, Shown } from './wire'
import { t } from './words'

const titles: Record<Step, 'services' | 'places' | 'people' | 'times' | 'details'> = {
  service: 'services',
  store: 'places',
  person: 'people',
  time: 'times',
  details: 'details',
}

const kept = (): Choice => (history.state as { choice?: Choice } | null)?.choice ?? {}

/** From what is wanted to a booked time, a step at a time. */
export function Book({ page: given, fixed }: { page: Shown; fixed: string | null }) {
  const [page, setPage] = useState(given)
  const [choice, setChoice] = useState(kept)
  const [typed, setTyped] = useState<Typed>({ name: '', phone: '', note: '', agreed: false, told: false })
  const [booked, setBooked] = useState<Booked | null>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const found = options(page, fixed, choice)
  const { service, store, person, step } = found

  useEffect(() => {
    const onPop = () => setChoice(kept())
    addEventListener('popstate', onPop)
    return () => removeEventListener('popstate', onPop)
  }, [])
  const isFirst = useRef(true)
  useEffect(() => {
    if (!isFirst.current) heading.current?.focus()
    isFirst.current = false
  }, [step])

  if (booked) return <BookedView booked={booked} isNew isTold={typed.told && page.consent.receipt !== null} />

  const go = (next: Choice, how: 'pushState' | 'replaceState' = 'pushState') => {
    history[how]({ choice: next }, '')
    setChoice(next)
  }
  const timeZone = store?.timezone ?? page.timezone
  const contact = store?.phone ?? page.stores.find((one) => one.phone)?.phone ?? null
  const query = new URLSearchParams({ service_id: service?.id ?? '' })
  if (store) query.set('store_id', store.id)
  if (person) query.set('professional_id', person.id)
  const fixedName = page.stores.find((one) => one.id === fixed)?.name ?? page.professionals.find((one) => one.id === fixed)?.name
  const here = choice.at ? otherZone(choice.at, timeZone) : null
  const lines: { what: string; value: string; change: Choice | null }[] = []
  if (service) lines.push({ what: t('services'), value: service.name, change: found.services.length > 1 ? {} : null })
  if (store && found.places.length > 1) lines.push({ what: t('places'), value: store.name, change: { service: choice.service } })
  if (service?.is_online) lines.push({ what: t('places'), value: t('online'), change: null })
  if (step === 'time' || step === 'details') {
    if (found.people.length > 1) lines.push({ what: t('people'), value: person?.name ?? t('anybody'), change: { service: choice.service, store: choice.store } })
    if (choice.at) lines.push({ what: t('times'), value: longMoment(choice.at, timeZone), change: { service: choice.service, store: choice.store, person: choice.person } })
  }
  return (
    <main>
      {page.cover && step === 'service' && <img class="cover" src={page.cover.address} width={page.cover.width} height={page.cover.height} alt="" />}
      <h1>{fixedName ?? page.name}</h1>
      {fixedName && <p class="of">{page.name}</p>}
      {page.intro && step === 'service' && <p class="intro">{page.intro}</p>}
      {lines.length > 0 && (
        <dl class="choice" aria-label={t('your_choice')}>
          {lines.map(({ what, value, change }) => (
            <div key={what}>
              <dt class="hidden">{what}</dt>
              <dd>{value}</dd>
              {change && (
                <dd>
                  <button type="button" class="quiet" aria-label={t('change_what', { what: value })} onClick={() => go(change)}>
                    {t('change')}
                  </button>
                </dd>
              )}
            </div>
          ))}
        </dl>
      )}
      {here && choice.at && step === 'details' && <p class="zone">{t('zone_here', { moment: shortMoment(choice.at, here) })}</p>}
      <h2 ref={heading} tabIndex={-1}>
        {t(titles[step])}
      </h2>
      {step === 'service' && found.services.length === 0 && (
        <div class="empty">
          <p>{t('no_services')}</p>
          {contact && <p>{t('call', { phone: contact })}</p>}
        </div>
      )}
      {step === 'service' && <Services services={found.services} onChoose={(one) => go({ service: one.id })} />}
      {step === 'store' && <Places places={found.places} onChoose={(one) => go({ ...choice, store: one.id })} />}
      {step === 'person' && <People people={found.people} onChoose={(one) => go({ ...choice, person: one?.id ?? null })} />}
      {step === 'time' && service && (
        <Times key={`${query}`} place={`/pages/${page.slug}`} wanted={`${query}`} timeZone={timeZone} horizonDays={service.horizon_days} contact={contact} onChoose={(slot) => go({ ...choice, at: slot.starts_at, clientId: newId() })} />
      )}
      {step === 'details' && service && choice.at && choice.clientId && (
        <Details
          page={page}
          wanted={{ client_id: choice.clientId, service_id: service.id, starts_at: choice.at, store_id: store?.id ?? null, professional_id: person?.id ?? null }}
          timeZone={timeZone}
          typed={typed}
          onType={setTyped}
          onOther={(at) => go({ ...choice, at, clientId: newId() }, 'replaceState')}
          onRenewed={setPage}
          onBooked={(made) => {
            history.replaceState(null, '', `/b/-/${made.link}`)
            setBooked(made)
          }}
        />
      )}
    </main>
  )
}
