# Copies LICENSE*, NOTICE* of the current folder to TO: a binary that contains the library must carry them.
file(REAL_PATH . here)
file(GLOB files ${here}/LICENSE* ${here}/NOTICE*)
if(NOT files)
  message(FATAL_ERROR "no licence in ${here}")
endif()
file(COPY ${files} DESTINATION ${TO})
