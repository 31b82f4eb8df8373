"""FastAPI as its tutorials have it: a dependency reads the cookie and looks the session up, here in a dict."""

import os
import secrets
from typing import Optional

from fastapi import Cookie, Depends, FastAPI, HTTPException
from pydantic import BaseModel


class User(BaseModel):
    id: str
    email: str
    name: Optional[str] = None
    createdAt: str


sessions = {}
with open(os.path.join(os.environ["FOLDER"], "cookies"), "w") as cookies:
    lines = []
    for index in range(int(os.environ["COUNT"])):
        token = secrets.token_urlsafe(32)
        sessions[token] = User(
            id=f"1c3aa3c2-6f0d-4b46-9a53-{index:012d}",
            email=f"person-{index}@example.com",
            createdAt="2030-01-01T12:00:00.000Z",
        )
        lines.append(f"session={token}")
    cookies.write("\n".join(lines))

app = FastAPI()


async def current_user(session: Optional[str] = Cookie(None)) -> User:
    user = sessions.get(session)
    if user is None:
        raise HTTPException(status_code=401)
    return user


@app.get("/users/me", response_model=User)
async def read_me(user: User = Depends(current_user)) -> User:
    return user
