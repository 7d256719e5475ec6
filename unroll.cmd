@echo off
rem Starts Unroll: finds a JDK 25 or newer, builds on first use and whenever app\target\lib is missing.
setlocal enabledelayedexpansion
set "HOME_DIR=%~dp0"
set "LIB=%HOME_DIR%app\target\lib"
set "JDK="
call :try "%JAVA_HOME%"
for /d %%D in ("%ProgramFiles%\Eclipse Adoptium\jdk-*" "%ProgramFiles%\Java\jdk-*" "%ProgramFiles%\Microsoft\jdk-*" "%USERPROFILE%\.jdks\*") do call :try "%%~D"
if not defined JDK (
  echo unroll: No JDK 25 or newer was found: install one, for example Temurin 25 from adoptium.net, and set JAVA_HOME to it. 1>&2
  exit /b 3
)
if not exist "%LIB%\.built" (
  echo unroll: building, which takes a minute the first time ... 1>&2
  if not exist "%HOME_DIR%target" mkdir "%HOME_DIR%target"
  set "JAVA_HOME=%JDK%"
  pushd "%HOME_DIR%"
  call mvnw.cmd -B -q -Dmaven.test.skip=true -Dspotless.check.skip=true package > target\build.log 2>&1
  if errorlevel 1 (
    popd
    echo unroll: The build failed; all it said is in %HOME_DIR%target\build.log 1>&2
    exit /b 4
  )
  popd
  type nul > "%LIB%\.built"
)
rem The classes of an earlier start, ready to be used; the window needs others than the commands. Java does not see to it that they are
rem of this folder, and it writes a path beyond ASCII in two ways, so that in such a folder none are kept.
set "OF_FOLDER="
if exist "%HOME_DIR%target\archive.folder" set /p OF_FOLDER=<"%HOME_DIR%target\archive.folder"
if not "!OF_FOLDER!"=="!HOME_DIR! !JDK!" (
  del /q "!HOME_DIR!target\*.jsa" "!HOME_DIR!target\archive.none" 2>nul
  >"!HOME_DIR!target\archive.folder" echo(!HOME_DIR! !JDK!
  powershell -NoProfile -Command "exit [int]($env:HOME_DIR -cmatch '[^ -~]')"
  if errorlevel 1 type nul > "!HOME_DIR!target\archive.none"
)
set "KIND=command"
rem A window is open for hours, so it gives memory back.
set "HEAP="
if "%~1"=="" (
  set "KIND=window"
  set "HEAP=-Xms96m -Xmx4g -XX:GCTimeRatio=2 -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=25 -XX:G1PeriodicGCInterval=10000"
)
set "SHARED=-Xshare:auto"
if not exist "%HOME_DIR%target\archive.none" set SHARED=-XX:+AutoCreateSharedArchive "-XX:SharedArchiveFile=%HOME_DIR%target\%KIND%.jsa"
"%JDK%\bin\java" %SHARED% -Xlog:disable -Xmn32m %HEAP% "-XX:CompileCommandFile=%HOME_DIR%compiler-commands" ^
  --add-modules jdk.incubator.vector --enable-native-access=javafx.graphics "-Dunroll.home=%HOME_DIR%." --module-path "%LIB%" --module dev.unroll.app/dev.unroll.app.Main %*
exit /b %errorlevel%

:try
if defined JDK exit /b
if not exist "%~1\bin\javac.exe" exit /b
for /f "tokens=2 delims==" %%V in ('findstr /b JAVA_VERSION= "%~1\release"') do (
  for /f "tokens=1 delims=." %%M in (%%V) do if %%M GEQ 25 set "JDK=%~1"
)
exit /b
