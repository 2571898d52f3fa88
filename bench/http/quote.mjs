// What both peers share: the pool, and the row of a quote as our API answers it.

import pg from "pg";

// As many connections as ours has. PGHOST, PGUSER, … say where.
const pool = new pg.Pool({ max: 10 });
const statement = {
  name: "quote",
  text: "select quote, explanations, created_at, expires_at from catalog.quotes where id = $1",
};

export async function quote(id) {
  const { rows } = await pool.query({ ...statement, values: [id] });
  if (rows.length === 0) return null;
  const [{ quote: kept, explanations, created_at, expires_at }] = rows;
  const { service } = kept;
  return {
    id, service: {
      id: service.id, categoryId: service.categoryId, code: service.code, name: service.name,
      pricing: service.pricing, priceUnit: service.priceUnit, warrantyDays: service.warrantyDays,
      partsCap: service.partsCap,
    },
    pin: kept.pin, zoneId: kept.zoneId, district: kept.district, governorate: kept.governorate,
    startsAt: kept.startsAt ?? undefined, quantity: kept.quantity,
    durationMinutes: kept.durationMinutes,
    lines: kept.lines.map((line, n) => ({ ...line, explanation: explanations[n] })),
    total: kept.total, createdAt: created_at, expiresAt: expires_at,
    isExpired: new Date() >= expires_at,
  };
}
