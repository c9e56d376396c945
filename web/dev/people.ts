export const tenants = [
  { id: 't1', slug: 'clinica-vida', name: 'Clínica Vida Plena', kind: 'clinic', timezone: 'America/Sao_Paulo' },
  { id: 't2', slug: 'cantina-da-nona', name: 'Cantina da Nona', kind: 'restaurant', timezone: 'America/Sao_Paulo' },
]

export const people = [
  { id: 'u1', name: 'Marina Duarte', email: 'marina@vidaplena.example', role: 'owner', permissions: ['inbox', 'bot', 'knowledge', 'settings', 'staff'] },
  { id: 'u2', name: 'Bruno Tavares', email: 'bruno@vidaplena.example', role: 'staff', permissions: ['inbox'] },
  { id: 'u3', name: 'Célia Nogueira', email: 'celia@vidaplena.example', role: 'staff', permissions: ['inbox'] },
]

export const signedOutMe = { status: 401, body: { error: { code: 'signed_out', message: 'signed out', field: null, params: {} } } }
